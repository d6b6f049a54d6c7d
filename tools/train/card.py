"""The model card's measured parts: text between <!-- name: start --> and <!-- name: end -->."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))
PACK = os.path.join(HERE, "..", "..", "public", "packs", "stillroom-64")


def write_part(name, text):
    path = os.path.join(PACK, "MODEL_CARD.md")
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    with open(path, encoding="utf-8") as file:
        card = file.read()
    before, rest = card.split(start)
    after = rest.split(end)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{start}\n{text}\n{end}{after}")


def files_table(pack):
    rows = ["| file | bytes | SHA-256 |", "|---|---|---|"]
    rows += [f"| {f['path']} | {f['bytes']} | `{f['sha256']}` |" for f in pack["files"].values()]
    total = sum(f["bytes"] for f in pack["files"].values())
    return "\n".join(rows) + f"\n\n{total / 1e6:.1f} MB in all."


def cost_line(pack):
    p = pack["provenance"]
    return (f"The denoiser saw {p['samplesSeen']:,} samples in {p['hours']:g} hours of training "
            f"time on {p['trainedOn']}; finished {p['date']}.")
