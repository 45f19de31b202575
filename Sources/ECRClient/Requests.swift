import Essentials
import Formats

extension JSONWriter {
    /// Writes the body of a request, an object.
    static func body(_ members: (inout JSONWriter) -> Void) -> Data {
        var writer = JSONWriter()
        writer.object(members)
        return Data(writer.bytes)
    }
}
