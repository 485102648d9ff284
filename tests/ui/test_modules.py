"""What the resolver of ES modules makes of good and bad imports; that it runs is seen in Node."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import node
from ui.component import FOLDER, scripts
from ui.modules import ModuleError, bundle


@pytest.fixture
def make(tmp_path):
    """Write modules by name and text, and bundle the one called main."""

    def make(**texts: str) -> str:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text)
        return bundle(tmp_path / "main.js")

    return make


def said(text: str, folder: Path) -> str:
    """What the default export of a bundle returns, in Node; the folder is where it is run from."""
    (folder / "bundle.mjs").write_text(text)
    (folder / "run.mjs").write_text('import main from "./bundle.mjs";\nconsole.log(main());\n')
    result = node.run(folder / "run.mjs")
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_names_are_imported_under_their_own_and_under_other_names(make, tmp_path):
    text = make(
        a="export const one = 1;\nexport function two() {\n  return 2;\n}\nexport class Three {}\n",
        main='import {\n  one,\n  two as both,\n  Three,\n} from "./a.js";\n'
        "export default () => [one, both(), Three.name].join();\n",
    )
    assert said(text, tmp_path) == "1,2,Three"


def test_names_that_two_modules_share_do_not_clash(make, tmp_path):
    text = make(
        a='const secret = "a";\nexport const tell = () => secret;\n',
        b='const secret = "b";\nexport const tell = () => secret + "$0";\n',
        main='import { tell } from "./a.js";\nimport { tell as other } from "./b.js";\nconst secret = "main";\n'
        "export default () => tell() + other() + secret;\n",
    )
    assert said(text, tmp_path) == "ab$0main"


def test_a_diamond_is_evaluated_once(make, tmp_path):
    text = make(
        bottom="globalThis.count = (globalThis.count ?? 0) + 1;\nexport const state = [];\n",
        left='import { state } from "./bottom.js";\nexport const add = () => state.push("left");\n',
        right='import { state } from "./bottom.js";\nexport const read = () => state;\n',
        main='import { add } from "./left.js";\nimport { read } from "./right.js";\n'
        "export default () => (add(), read() + globalThis.count);\n",
    )
    assert said(text, tmp_path) == "left1"


def test_modules_of_one_name_in_two_folders_are_two(make, tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.js").write_text('import { up } from "../a.js";\nexport const down = up + 1;\n')
    text = make(a="export const up = 1;\n", main='import { down } from "./room/a.js";\nexport default () => down;\n')
    assert said(text, tmp_path) == "2"


LOOKALIKES = r"""/*
import { no } from "./nowhere.js";
export const none = 1;
*/
const text = "\" import { no } from './nowhere.js';";
const template = `
import { no } from "./nowhere.js";
// no comment
${[1].map((x) => `${x} {
export default 2;
`).join("}")}
export let none = 1;`;
const pattern = /["'`{/]import { no }/;
const half = 4 / 2, slashes = text.replace(/"/g, "'") / 2 / 3;
const named = { import: 1, export: 2 }.import;
"""


def test_what_only_looks_like_an_import_is_left_alone(make, tmp_path):
    text = make(
        a=LOOKALIKES + "export const lines = template.length + named + half;\n",
        main=LOOKALIKES + 'import { lines } from "./a.js";\nexport default () => lines - template.length;\n',
    )
    assert said(text, tmp_path) == "3"
    assert text.count(LOOKALIKES) == 2


def test_lines_that_are_comments_stay_at_home(make, tmp_path):
    text = make(
        main='// import { no } from "./nowhere.js";\nexport default () => {\n  // Why.\n  return 1; // one\n};\n'
    )
    assert text == "export default () => {\n  return 1; // one\n};\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { a } from "./nowhere.js";', r"main\.js:2: there is no file .*nowhere\.js"),
        ('import { b } from "./a.js";', r"main\.js:2: a\.js exports no b"),
        ('import { hidden } from "./a.js";', r"main\.js:2: a\.js exports no hidden"),
        ('import { a } from "lodash";', r"main\.js:2: this form is not supported: import \{ a \} from \"lodash\""),
        ('import a from "./a.js";', r"main\.js:2: this form is not supported"),
        ('import * as a from "./a.js";', r"main\.js:2: this form is not supported"),
        ('import "./a.js";', r"main\.js:2: this form is not supported"),
        ('import {} from "./a.js";', r"main\.js:2: this form is not supported"),
        ('const a = await import("./a.js");', r"main\.js:2: this form is not supported"),
        ("const here = import.meta.url;", r"main\.js:2: this form is not supported"),
        ("export let b = 1;", r"main\.js:2: this form is not supported"),
        ("export { b };", r"main\.js:2: this form is not supported"),
        ('export * from "./a.js";', r"main\.js:2: this form is not supported"),
        ("const text = `${`", r"main\.js:2: a template has no end"),
    ],
)
def test_what_cannot_be_resolved_is_named_with_file_and_line(make, line, message):
    with pytest.raises(ModuleError, match=message):
        make(a="export const a = 1;\nconst hidden = 2;\n", main=f"// An entry.\n{line}\nexport default () => 1;\n")


def test_a_mistake_deeper_down_is_named_where_it_stands(make):
    with pytest.raises(ModuleError, match=r"a\.js:2: there is no file"):
        make(
            a='export const a = 1;\nimport { b } from "./b.js";\n',
            main='import { a } from "./a.js";\nexport default () => a;\n',
        )


@pytest.mark.parametrize("last", ["main", "a", "b"])
def test_a_circle_is_named(make, last):
    with pytest.raises(ModuleError, match=rf"b\.js:1: the imports go round in a circle: .*b\.js → {last}\.js"):
        make(
            b=f'import {{ x }} from "./{last}.js";\nexport const x = 1;\n',
            a='import { x } from "./b.js";\nexport const y = x;\n',
            main='import { y } from "./a.js";\nexport default () => y;\n',
        )


def test_a_module_may_end_without_a_line_break(make, tmp_path):
    text = make(a="export const a = 1; // one", main='import { a } from "./a.js";\nexport default () => a;')
    assert said(text, tmp_path) == "1"


def test_an_entry_exports_a_default_and_nothing_else_does(make):
    with pytest.raises(ModuleError, match=r"main\.js:1: .* needs an export default"):
        make(main="export const x = 1;\n")
    with pytest.raises(ModuleError, match=r"a\.js:1: only an entry may export default, and main\.js imports it"):
        make(
            a="export const x = 1;\nexport default x;\n",
            main='import { x } from "./a.js";\nexport default () => x;\n',
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=6))
def test_whatever_imports_whatever_comes_after_it(make, tmp_path, arrows):
    """Module k imports some before it; each adds one to what those that it imports have in all."""

    def source(k: int, head: str) -> str:
        used = sorted(j for j in arrows[k] if j < k)
        lines = [f'import {{ value as v{j} }} from "./m{j}.js";\n' for j in used]
        return "".join(lines) + head.format(" + ".join(["1", *(f"v{j}" for j in used)]))

    totals: list[int] = []
    for k, used in enumerate(arrows):
        totals.append(1 + sum(totals[j] for j in used if j < k))
    texts = {f"m{k}": source(k, "export const value = {};\n") for k in range(len(arrows) - 1)}
    text = make(**texts, main=source(len(arrows) - 1, "export default () => {};\n"))
    assert said(text, tmp_path) == str(totals[-1])


@pytest.mark.parametrize("css", sorted(FOLDER.glob("*/**/*.css")), ids=lambda path: path.stem)
def test_every_component_resolves(css):
    text = bundle(css.with_suffix(".js"))
    assert text.count("export default function") == 1
    assert "\nimport" not in text
    assert text.count('document.createElementNS("http://www.w3.org/2000/svg"') <= 1  # what it uses twice is there once


def test_no_two_scripts_have_one_name_since_they_are_mounted_by_it():
    assert len(scripts()) == len([*FOLDER.rglob("*.js")])
