import Essentials
import Testing

@Suite("Classes of ASCII characters")
struct ASCIITests {
    @Test("are those of the characters below 128, and empty above", arguments: UInt8.min...UInt8.max)
    func classes(byte: UInt8) {
        let character = Character(Unicode.Scalar(byte))
        let isLetter = character.isASCII && character.isLetter
        let isDigit = character.isASCII && character.isNumber
        #expect(byte.isASCIIDigit == isDigit)
        #expect(byte.isASCIILetter == isLetter)
        #expect(byte.isASCIILowercase == (isLetter && character.isLowercase))
        #expect(byte.isASCIIUppercase == (isLetter && character.isUppercase))
        #expect(byte.isASCIILowercaseOrDigit == (isDigit || isLetter && character.isLowercase))
        #expect(byte.isASCIILetterOrDigit == (isLetter || isDigit))
    }
}
