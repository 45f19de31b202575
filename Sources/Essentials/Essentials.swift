// The part of Foundation that needs no ICU, which would add 40 MB to the binary. This file alone imports it, and full
// Foundation on the platforms that have no such part.
#if canImport(FoundationEssentials)
@_exported public import FoundationEssentials
#else
@_exported public import Foundation
#endif
