import AWSClient
import ImageModel

/// The data that determines an image manifest's bytes and digest.
struct ImageManifestSource: Sendable, Hashable {
    /// The image's unique text, from its repository and its name there.
    var seed: String
    var mediaType: MediaType?
    var sizeInBytes: Int64
    var artifactMediaType: String?
    var subject: ImageDigest?
    /// The layers that other images may have, too.
    var layers: [LayerEntry] = []

    /// The size of the layer that no other image has; `nil` if there is none.
    ///
    /// It is what the named layers leave of the image's size.
    var ownLayerSize: Int64? {
        let rest = layers.reduce(sizeInBytes) { $0 - ($1.isForeign ? 0 : $1.sizeInBytes) }
        return layers.isEmpty || rest > 0 ? rest : nil
    }

    /// The configuration's type, which ECR reports as the artifact's type.
    var configMediaType: String {
        artifactMediaType
            ?? (mediaType == .dockerManifest
                ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json")
    }

    /// The manifest's text.
    ///
    /// - SeeAlso: [OCI image manifest](https://github.com/opencontainers/image-spec/blob/main/manifest.md)
    var text: String {
        let layer =
            mediaType == .dockerManifest
            ? "application/vnd.docker.image.rootfs.diff.tar.gzip" : "application/vnd.oci.image.layer.v1.tar+gzip"
        var json = JSONBytes()
        json.manifestHead(mediaType)
        json.raw(#","config":"#)
        json.descriptor(configMediaType, ImageDigest.of("config \(seed)"), size: 1_470)
        json.raw(#","layers":["#)
        for (position, named) in layers.enumerated() {
            json.raw(position == 0 ? "" : ",")
            // Layers of the same name and size are the same, in every repository.
            json.descriptor(
                named.mediaType ?? layer, ImageDigest.of("layer \(named.name) \(named.sizeInBytes)"),
                size: named.sizeInBytes)
        }
        if let ownLayerSize {
            json.raw(layers.isEmpty ? "" : ",")
            json.descriptor(layer, ImageDigest.of("layer \(seed)"), size: ownLayerSize)
        }
        json.raw("]")
        if let subject {
            json.member("subject")
            json.descriptor(MediaType.imageManifest.description, subject, size: 1_024)
        }
        json.raw("}")
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// The text of an index, and the data of its entries.
enum IndexManifest {
    /// One manifest of an index.
    struct Child {
        var digest: ImageDigest
        var mediaType: MediaType
        /// The length of the manifest's text.
        var size: Int
        /// Operating system and architecture, such as `linux/arm64`.
        var platform: String
        /// The image's own size, which the index reports.
        ///
        /// The manifest omits this size.
        var sizeInBytes: Int64 = 0
    }

    /// Writes an index.
    ///
    /// - SeeAlso: [OCI image index](https://github.com/opencontainers/image-spec/blob/main/image-index.md)
    static func text(seed: String, mediaType: MediaType?, children: [Child]) -> String {
        var json = JSONBytes()
        json.manifestHead(mediaType)
        json.raw(#","manifests":["#)
        for (position, child) in children.enumerated() {
            json.raw(position == 0 ? "" : ",")
            let parts = child.platform.split(separator: "/").map(String.init)
            json.raw(#"{"mediaType":"#)
            json.string(child.mediaType.description)
            json.raw(#","digest":"\#(child.digest)","size":\#(child.size),"platform":{"os":"#)
            json.string(parts.first ?? "unknown")
            json.raw(#","architecture":"#)
            json.string(parts.dropFirst().first ?? "unknown")
            json.raw("}}")
        }
        json.raw(#"],"annotations":{"org.opencontainers.image.ref.name":"#)
        json.string(seed)
        json.raw("}}")
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension IndexManifest.Child {
    /// Creates the entry of a manifest known only by its digest.
    init(elsewhere digest: ImageDigest) {
        self.init(digest: digest, mediaType: .imageManifest, size: 1_024, platform: "linux/amd64")
    }
}

extension JSONBytes {
    fileprivate mutating func manifestHead(_ mediaType: MediaType?) {
        raw(#"{"schemaVersion":2"#)
        guard let mediaType else { return }
        member("mediaType")
        string(mediaType.description)
    }

    fileprivate mutating func descriptor(_ mediaType: String, _ digest: ImageDigest, size: Int64) {
        raw(#"{"mediaType":"#)
        string(mediaType)
        raw(#","digest":"\#(digest)","size":\#(size)}"#)
    }
}

extension ImageDigest {
    /// The digest of a text.
    static func of(_ text: String) -> ImageDigest {
        guard let hash = try? ContentHash.sha256(of: text), let digest = ImageDigest("sha256:\(hash)") else {
            preconditionFailure("the simulator can't run without SHA-256")
        }
        return digest
    }
}
