package import HTTPTypes

extension HTTPField.Name {
    /// Creates the name of a field that stands in the source as a constant.
    ///
    /// Not failable, unlike the initializer for names from outside: that a literal is no valid name (RFC 9110,
    /// section 5.1) is a mistake in this program, which the first test that touches the constant brings to light.
    package init(constant name: StaticString) {
        guard let valid = HTTPField.Name("\(name)") else {
            preconditionFailure("\(name) is no valid name of a header field")
        }
        self = valid
    }
}
