extension String {
    /// The text as a word for a shell, quoted if needed.
    package var shellWord: String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")
        guard isEmpty || contains(where: { !plain.contains($0) }) else { return self }
        return "'" + replacing("'", with: #"'\''"#) + "'"
    }
}
