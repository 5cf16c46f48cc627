"""The arrangement of the exported cells: title, contents, boxes."""

import re
import unittest

from page import arrange

TABLE = """<table class="dataframe">
<caption>Sizes &amp; "names"</caption>
<thead>
<tr><th scope="col">Cluster</th><th scope="col" class="text">Name</th></tr>
</thead>
<tbody>
<tr><th scope="row">0</th><td class="text">young</td></tr>
</tbody>
</table>"""


class PageTest(unittest.TestCase):
    def test_first_heading_becomes_the_title(self) -> None:
        page = arrange("<h1>Mall &amp; <em>more</em></h1><p>Text.</p>")
        self.assertEqual(page.title, "Mall &amp; <em>more</em>")
        self.assertEqual(page.html, "<p>Text.</p>")

    def test_contents_are_nested_and_name_the_headings(self) -> None:
        page = arrange("<h2>Part one</h2><h3>The <code>k</code></h3><h4>Detail</h4><h2>Part two</h2>")
        self.assertEqual([part.text for part in page.contents], ["Part one", "Part two"])
        self.assertEqual([(part.id, part.text) for part in page.contents[0].children], [("The-k", "The k")])
        self.assertIn('<h3 id="The-k">The <code>k</code></h3>', page.html)
        self.assertIn('<h4 id="Detail">', page.html)

    def test_section_before_any_part_stands_in_the_contents(self) -> None:
        self.assertEqual([part.text for part in arrange("<h3>Alone</h3><h2>Part</h2>").contents], ["Alone", "Part"])

    def test_equal_headings_get_ids_of_their_own(self) -> None:
        ids = re.findall(r'id="([^"]*)"', arrange("<h2>Data</h2><h2>Data</h2><h2>Data-2</h2><h2>Data</h2>").html)
        self.assertEqual(ids, ["Data", "Data-2", "Data-2-2", "Data-3"])

    def test_table_stands_as_it_is_in_a_named_box(self) -> None:
        box = arrange(TABLE).html
        self.assertIn(f'tabindex="0" role="group" aria-label="Table: Sizes &amp; &quot;names&quot;">{TABLE}</div>', box)

    def test_plot_stands_in_a_box(self) -> None:
        self.assertRegex(arrange('<img alt="a dot" src="data:,">').html, r'<div class="scroll"[^>]*><img alt="a dot"')


if __name__ == "__main__":
    unittest.main()
