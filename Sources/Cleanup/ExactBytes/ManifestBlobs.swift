import ECRClient
import Essentials
import Formats
import ImageModel

extension Manifest {
    /// The layers and the configuration that the registry stores for an image.
    ///
    /// An index has none: its manifests are images of their own. The manifest itself, a few kilobytes, is left out: AWS
    /// does not say whether ECR counts it.
    ///
    /// - Throws: ``UnreadableBlobs`` if the manifest is another one than the one asked for, names no sizes, or can't be
    ///   understood.
    func blobs() throws(UnreadableBlobs) -> [Blob] {
        do {
            guard try matchesDigest else { throw UnreadableBlobs("what the registry gave has another digest") }
            return try JSONReader.read(Data(text.utf8)) { try Self.blobs(in: &$0) }
        } catch let error as UnreadableBlobs {
            throw error
        } catch {
            throw UnreadableBlobs("\(error)")
        }
    }

    /// - SeeAlso: [OCI image manifest](https://github.com/opencontainers/image-spec/blob/main/manifest.md)
    private static func blobs(in reader: inout JSONReader) throws -> [Blob] {
        var configuration = JSONMember<Blob?>()
        // The second name is that of OCI's former artifact manifest.
        var (layers, artifacts) = (JSONMember<[Blob?]>(), JSONMember<[Blob?]>())
        var isIndex = false
        try reader.object { reader, name in
            switch name {
            case "config": try configuration.take(from: &reader) { try Blob.stored(from: &$0) }
            case "layers": try layers.take(from: &reader) { try $0.all { try Blob.stored(from: &$0) } }
            case "blobs": try artifacts.take(from: &reader) { try $0.all { try Blob.stored(from: &$0) } }
            case "manifests":
                isIndex = true
                try reader.skip()
            default: try reader.skip()
            }
        }
        guard isIndex || configuration.value != nil || layers.value != nil || artifacts.value != nil else {
            throw UnreadableBlobs("it names no layers with their sizes, as Docker's first schema does not")
        }
        return ([configuration.value ?? nil] + (layers.value ?? []) + (artifacts.value ?? [])).compactMap(\.self)
    }
}

/// An error about a manifest whose layers are not known.
struct UnreadableBlobs: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Blob {
    /// Reads a descriptor; `nil` if the registry does not store the blob.
    ///
    /// - SeeAlso: [OCI content descriptors](https://github.com/opencontainers/image-spec/blob/main/descriptor.md)
    fileprivate static func stored(from reader: inout JSONReader) throws -> Blob? {
        var digest = JSONMember<ImageDigest>()
        var size = JSONMember<Int64>()
        var isForeign = false
        try reader.object { reader, name in
            switch name {
            case "digest":
                try digest.take(from: &reader) { reader in
                    let text = try reader.string()
                    guard let digest = ImageDigest(text) else {
                        throw UnreadableBlobs("\(text.excerpt(100)) is no SHA-256 digest")
                    }
                    return digest
                }
            case "size": try size.take(from: &reader) { try $0.int64() }
            case "mediaType":
                let type = try reader.optional { try $0.string() } ?? ""
                isForeign = isForeign || foreignTypes.contains { type.hasPrefix($0) }
            case "urls":
                let urls: [Void] = try reader.optional { try $0.all { try $0.skip() } } ?? []
                isForeign = isForeign || !urls.isEmpty
            default: try reader.skip()
            }
        }
        let bytes = try size.required("size")
        guard bytes >= 0 else { throw UnreadableBlobs("a layer has a size below 0") }
        return isForeign ? nil : Blob(key: Key(try digest.required("digest")), sizeInBytes: bytes)
    }

    /// The beginnings of the types of layers that clients fetch from elsewhere.
    private static let foreignTypes = [
        "application/vnd.docker.image.rootfs.foreign.", "application/vnd.oci.image.layer.nondistributable.",
    ]
}
