"""How the HTML report looks, on screen and on paper. Colours meet 4.5:1 against their ground."""

STYLE = """
:root { --ink: #1b1b1b; --soft: #505a5f; --line: #b1b4b6; --ground: #fff; --shade: #f3f2f1; --mark: #8a2a1b; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; color: var(--ink); background: var(--ground);
  font: 1rem/1.5 "Source Sans 3", "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0; border-bottom: .35rem solid var(--mark); padding-bottom: .5rem; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { max-width: 48rem; margin: .5rem 0; }
.lead { font-size: 1.15rem; }
.small { color: var(--soft); font-size: .9rem; }
.note { border-left: .3rem solid var(--mark); background: var(--shade); padding: .5rem .75rem; }
.note::before { content: "Observera. "; font-weight: 700; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 1rem 0; }
dt { color: var(--soft); font-size: .9rem; }
dd { margin: 0; font-weight: 700; }
nav { background: var(--shade); padding: .5rem 1rem; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav a { display: inline-block; min-height: 1.75rem; }
a { color: #1d4f91; }
a:focus, .table:focus { outline: 3px solid #ffbf47; outline-offset: 2px; box-shadow: 0 0 0 3px #1b1b1b; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 700; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #dcdde0; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 11rem; }
tr > :first-child { padding-left: 0; }
.n { text-align: right; white-space: nowrap; }
thead .n { white-space: normal; }
.absent { color: var(--soft); }
abbr { text-decoration: none; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav, .skip { display: none; }
  .table { overflow: visible; }
  thead { display: table-header-group; }
  tr, figure, .note { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  @page { size: A4 landscape; margin: 14mm; }
}
"""
