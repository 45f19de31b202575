#if !Simulator
/// Says how the simulator is built: its server needs packages that the program alone does not.
@main
enum WithoutServer {
    static func main() {
        print("built without the simulator's server: build it with `swift build --traits Simulator`")
    }
}
#endif
