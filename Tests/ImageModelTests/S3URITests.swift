import ImageModel
import Testing

@Suite("An address in S3")
struct S3URITests {
    @Test(
        "is its bucket and its key, as they are",
        arguments: [
            ("s3://my-bucket/a", "my-bucket", "a"), ("s3://my.bucket/a/b c+%20", "my.bucket", "a/b c+%20"),
            ("s3://My_Bucket//a", "My_Bucket", "/a"), ("s3://abc/../a//b/", "abc", "../a//b/"),
            ("s3://abc/\u{301}é?x#y", "abc", "\u{301}é?x#y"),
        ])
    func read(text: String, bucket: String, key: String) throws {
        let uri = try #require(S3URI(text))
        #expect(uri.bucket == bucket)
        #expect(Array(uri.key.utf8) == Array(key.utf8))
        #expect(Array(uri.description.utf8) == Array(text.utf8))
    }

    @Test(
        "that S3 can't have is refused",
        arguments: [
            "", "s3:", "s3://", "s3:///a", "s3://my-bucket", "s3://my-bucket/", "s3://ab/a", "S3://my-bucket/a",
            "s3://my bucket/a", "s3://my%bucket/a", "s3://ünicode/a", "s3://abc:80/a", "s3://user@host/a",
            "s3://abc--use1-az1--x-s3/a", "s3://arn:aws:s3:us-east-1:123456789012:accesspoint/a", "https://abc/a",
            "s3://" + String(repeating: "b", count: 256) + "/a", "s3://abc/" + String(repeating: "k", count: 1_025),
        ])
    func refused(text: String) { #expect(S3URI(text) == nil) }
}
