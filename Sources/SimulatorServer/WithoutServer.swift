#if !Simulator
/// Explains how to build the simulator, whose server needs further packages.
@main
enum WithoutServer {
    static func main() {
        print("built without the simulator's server: build it with `swift build --traits Simulator`")
    }
}
#endif
