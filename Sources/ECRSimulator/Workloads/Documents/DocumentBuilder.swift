extension WorkloadBuilder {
    /// Builds a service from its documents.
    ///
    /// In each string, an image may be written as everywhere in the file. The member `count`, which no service has,
    /// makes many of a kind, and `{n}` stands for the number of each.
    ///
    /// - Throws: ``RegistryFileError`` if a document has no id, or the id of another one.
    func documents(
        _ collections: [String: [Document]], of service: Service, path: String
    ) throws -> DocumentService {
        var built = DocumentService(of: service)
        for (key, documents) in collections {
            guard let collection = DocumentAPI.all[service]?.collections[key] else { continue }
            let path = "\(path).\(key)"
            built.collections[key] = try self.documents(documents, id: collection.id, path: path) { document, path in
                try check(document, inside: collection, path)
            }
        }
        return built
    }

    /// Checks that what is inside a document has ids.
    private func check(_ document: Document, inside collection: DocumentAPI.Collection, _ path: String) throws {
        for (member, nested) in collection.nested {
            guard case .array(let items)? = document[member] else {
                if document[member] == nil { continue }
                throw RegistryFileError(path: "\(path).\(member)", message: "must be an array")
            }
            for (index, item) in items.enumerated() where item[nested.collection.id]?.text == nil {
                throw RegistryFileError(
                    path: "\(path).\(member)[\(index)].\(nested.collection.id)", message: "is required")
            }
        }
    }

    /// Builds the documents of one collection.
    ///
    /// - Parameter member: the member that identifies a document.
    func documents(
        _ documents: [Document], id member: String, path: String,
        check: (Document, _ path: String) throws -> Void = { _, _ in }
    ) throws -> [Document] {
        var ids: Set<String> = []
        return try documents.enumerated().flatMap { index, document in
            let path = "\(path)[\(index)]"
            return try copies(of: document, path).map { document in
                guard let id = document[member]?.text else {
                    throw RegistryFileError(path: "\(path).\(member)", message: "is required")
                }
                guard ids.insert(id).inserted else {
                    throw RegistryFileError(path: "\(path).\(member)", message: "there are two of \(id)")
                }
                try check(document, path)
                return document
            }
        }
    }

    private func copies(of document: Document, _ path: String) throws -> [Document] {
        guard case .object(var members) = document else {
            throw RegistryFileError(path: path, message: "must be an object")
        }
        var count = 1
        if let value = members.removeValue(forKey: "count") {
            guard case .number(let number) = value, let whole = Int(exactly: number), (0...1_000_000).contains(whole)
            else { throw RegistryFileError(path: "\(path).count", message: "must be a number from 0 to 1000000") }
            count = whole
        }
        return try (0..<count).map { number in
            try Document.object(members).mapStrings { text in
                let text = text.numbered(number)
                guard text.hasPrefix("ecr:") || text.hasPrefix("ecr-public:") else { return text }
                return try references.reference(text, digest: .unknown, path: path).uri
            }
        }
    }
}
