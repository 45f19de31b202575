import Testing

@testable import Cleanup

@Suite("Columns of an HTML report's list")
struct PageColumnsTests {
    @Test("lists of rows are kept, and the others are removed")
    func packedLists() {
        var lists = PackedLists<Int>()
        for list in [[1, 2], [], [3], [4, 5, 6], []] { lists.append(list) }
        lists.keep([0, 1, 3])
        #expect((0..<lists.count).map { Array(lists[$0]) } == [[1, 2], [], [4, 5, 6]])
        lists.append([7])
        lists.keep([2, 3])
        #expect((0..<lists.count).map { Array(lists[$0]) } == [[4, 5, 6], [7]])
        lists.keep([])
        #expect(lists.count == 0)
    }

    @Test("equal texts have one position, among many texts")
    func textList() {
        var texts = TextList()
        let positions = (0..<1000).map { texts.position(of: "text \($0 % 500)") }
        #expect(positions == (0..<1000).map { $0 % 500 } && texts.count == 500)
        #expect(texts[499] == "text 499")
        texts.keep([7, 499])
        #expect(texts.position(of: "text 499") == 1 && texts.position(of: "text 8") == 2)
        #expect(texts.position(of: "") == 3 && texts[3].isEmpty)
    }

    @Test("texts that no row has are removed, and numbers begin with the first use")
    func textColumn() {
        var column = TextColumn()
        for text in ["a", "b", "a", "c", "b"] { column.append(text) }
        column.keep([1, 2, 4])
        column.append("d")
        #expect(column.texts.count == 3)
        let (texts, numbers) = column.numbered(in: [3, 0, 2, 1])
        #expect(texts.map { column.texts[$0] } == ["d", "b", "a"] && numbers == [0, 1, 1, 2])
    }
}
