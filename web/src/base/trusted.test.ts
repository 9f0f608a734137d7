import { expect, test } from "vitest";
import { styleOnly } from "./trusted";

test("a style sheet passes, anything that could be an element does not", () => {
  expect(styleOnly(":root{--c-ink:#17211f}@media (min-width: 40em){a>b{color:red}}")).toContain("--c-ink");
  for (const hostile of ["<img src=x onerror=alert(1)>", "a</style><script>1</script>", "<"]) {
    expect(() => styleOnly(hostile)).toThrow(TypeError);
  }
});
