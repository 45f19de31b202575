import AWSClient
import Formats
import HTTPTypes
import ImageModel

/// A request about a bucket or an object in it.
protocol S3Request: AWSRESTXMLRequest {
    /// The bucket's name.
    var bucket: String { get }

    /// The object's key; `nil` if the request is about the bucket.
    var key: String? { get }

    /// The account that must own the bucket; `nil` to accept any.
    ///
    /// S3 denies the request if the owner is another.
    var expectedOwner: String? { get }

    /// The header fields of this request alone.
    var ownFields: HTTPFields { get }
}

extension S3Request {
    var ownFields: HTTPFields { [:] }

    var headerFields: HTTPFields {
        var fields = ownFields
        fields[.expectedBucketOwner] = expectedOwner
        return fields
    }

    func target(at endpoint: Endpoint) -> (authority: String, path: String) {
        S3Target(bucket: bucket, key: key, at: endpoint).parts
    }

    func message(for failure: AWSRESTXMLFailure, region: Region) -> String {
        if let bucketRegion = failure.bucketRegion, bucketRegion != region {
            return "the bucket is in the region \(bucketRegion), and was asked for in \(region): use a bucket in "
                + "\(region), or run this in \(bucketRegion) (AWS_REGION)"
        }
        if failure.isRedirect {
            return "the bucket is not in the region \(region), where it was asked for: use a bucket in \(region), or "
                + "run this in the bucket's region (AWS_REGION)"
        }
        if failure.code == "AccessDenied", method == .get, key != nil {
            return failure.message + ". Without s3:ListBucket, S3 says so of an object that does not exist, too"
        }
        return failure.message
    }

    /// The address of the bucket or the object, for errors.
    var subject: String { "\(S3URI.scheme)\(bucket)\(key.map { "/" + $0 } ?? "")".excerpt(300) }
}

extension AWSRESTXMLFailure {
    /// The region of the bucket, if the answer tells it.
    fileprivate var bucketRegion: Region? {
        (head.headerFields[.bucketRegion] ?? (try? document?.text(of: "Region"))).flatMap { Region($0) }
    }

    /// Whether S3 refers the caller to another endpoint.
    fileprivate var isRedirect: Bool { head.status.kind == .redirection }
}
