import AWSClient

/// The request for the configuration of an endpoint, which names the models of its variants.
///
/// - SeeAlso: [DescribeEndpointConfig](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html)
struct DescribeEndpointConfig: AWSJSONRequest, Encodable {
    static let operation = "DescribeEndpointConfig"

    let name: String

    private enum CodingKeys: String, CodingKey { case name = "EndpointConfigName" }

    struct Response: Decodable, Sendable {
        struct Variant: Decodable, Sendable {
            /// The model; `nil` for a variant that runs inference components.
            let model: NotEmpty<String>?

            private enum CodingKeys: String, CodingKey { case model = "ModelName" }
        }

        @NotEmpty var variants: [Variant]
        let shadows: [Variant]?

        private enum CodingKeys: String, CodingKey {
            case variants = "ProductionVariants", shadows = "ShadowProductionVariants"
        }

        /// The names of all models.
        var models: [String] { (variants + (shadows ?? [])).compactMap(\.model?.wrappedValue) }
    }
}
