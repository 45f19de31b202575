"""What the tests run: the program, AWS's runtime emulator, the simulator and moto, each started and ended here."""
