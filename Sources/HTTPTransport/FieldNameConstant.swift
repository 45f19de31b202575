package import HTTPTypes

extension HTTPField.Name {
    /// Creates a field's name from a constant in the source.
    ///
    /// Not failable, unlike the initializer for external names: an invalid literal (RFC 9110, section 5.1) is a
    /// programming error, which the first test of the constant reveals.
    package init(constant name: StaticString) {
        guard let valid = HTTPField.Name("\(name)") else {
            preconditionFailure("\(name) is no valid name of a header field")
        }
        self = valid
    }
}
