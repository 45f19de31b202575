import Essentials

/// A service whose resources are documents, in one account and region.
struct DocumentService: Sendable {
    let service: Service
    var collections: [String: [Document]] = [:]

    /// Creates a service without resources.
    init(of service: Service) { self.service = service }

    /// Performs one operation.
    func perform(_ request: ServiceRequest) throws -> Data {
        let parameters = try Parameters(request)
        for (key, collection) in DocumentAPI.all[service]?.collections ?? [:] {
            let documents = collections[key] ?? []
            if let answer = try collection.answer(to: request.operation.name, from: documents, parameters) {
                return try Message.encode(answer)
            }
        }
        throw ServiceError.unknownOperation(request.operation.name)
    }

    /// The parameters of a request, from its path, its query and its body.
    struct Parameters {
        private let values: [String: Document]

        init(_ request: ServiceRequest) throws {
            var values = request.parameters.mapValues { Document.string($0) }
            if !request.body.isEmpty {
                values.merge(try Message.decode([String: Document].self, from: request.body)) { $1 }
            }
            self.values = values
        }

        func text(_ name: String) -> String? { values[name]?.text }

        func number(_ name: String) -> Int? {
            switch values[name] {
            case .number(let number): Int(exactly: number)
            case .string(let text): Int(text)
            default: nil
            }
        }

        func texts(_ name: String) throws -> [String] {
            guard case .array(let items) = values[name] else {
                throw ServiceError.invalidParameter(name, "Member must not be null")
            }
            return items.compactMap(\.text)
        }
    }
}

extension DocumentAPI.Collection {
    /// The answer to an operation; `nil` if it is about other resources.
    fileprivate func answer(
        to operation: String, from documents: [Document], _ parameters: DocumentService.Parameters
    ) throws -> Document? {
        if list.operation == operation { return try page(of: documents, parameters) }
        if let describe, describe.operation == operation {
            return try describe.answer(from: documents, id: id, parameters)
        }
        for (member, nested) in nested where nested.collection.performs(operation) {
            guard let parent = documents.first(where: { $0[id]?.text == parameters.text(nested.parent) }) else {
                throw nested.notFound
            }
            let inside = parent.documents(in: member, without: self.nested.keys)
            return try nested.collection.answer(to: operation, from: inside, parameters)
        }
        return nil
    }

    private func performs(_ operation: String) -> Bool {
        list.operation == operation || describe?.operation == operation
    }

    /// A page of the listing.
    fileprivate func page(of documents: [Document], _ parameters: DocumentService.Parameters) throws -> Document {
        var found = documents
        var filters = ""
        for (parameter, member) in list.filters.sorted(by: { $0.key < $1.key }) {
            guard let value = parameters.text(parameter) else { continue }
            found = found.filter { $0[member]?.text == value }
            filters += " \(parameter)=\(value)"
        }
        if let kinds = list.kinds {
            let value = parameters.text(kinds.parameter) ?? kinds.unless
            found = found.filter { kinds.contains($0, value) }
            filters += " \(kinds.parameter)=\(value)"
        }
        var size = list.defaultLimit
        if let (parameter, maximum) = list.limit {
            size = try Constraint.maxResults(parameters.number(parameter), in: 1...maximum)
        }
        let page = try Paging(
            listing: "\(list.operation)\(filters)", limit: size, token: parameters.text(list.token)
        ).page(of: found) { $0[id]?.text ?? "" }
        var answer = [list.member: Document.array(page.items.compactMap(listed))]
        answer[list.token] = page.nextToken.map { .string($0) }
        return .object(answer)
    }

    private func listed(_ document: Document) -> Document? {
        list.fields.map { document.with(members: $0) } ?? document[id]
    }
}

extension DocumentAPI.Describe {
    /// The descriptions of what a request names.
    fileprivate func answer(
        from documents: [Document], id: String, _ parameters: DocumentService.Parameters
    ) throws -> Document {
        switch self {
        case .one(_, let parameter, let member, let notFound):
            guard let document = documents.first(where: { $0[id]?.text == parameters.text(parameter) }) else {
                throw notFound
            }
            return member.map { .object([$0: document]) } ?? document
        case .batch(_, let parameter, let maximum, let member, let missing):
            let ids = try parameters.texts(parameter)
            guard (1...maximum).contains(ids.count) else {
                throw ServiceError.invalidParameter(
                    parameter, "Member must have length less than or equal to \(maximum)")
            }
            let found = documents.filter { document in document[id]?.text.map(ids.contains) ?? false }
            let known = Set(found.compactMap { $0[id]?.text })
            var answer = [member: Document.array(found)]
            if let missing { answer[missing] = .array(ids.filter { !known.contains($0) }.map { .string($0) }) }
            return .object(answer)
        }
    }
}
