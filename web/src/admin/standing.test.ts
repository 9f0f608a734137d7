import { expect, test } from "vitest";
import { tokenState, userState, works } from "./standing";

const now = new Date("2026-11-23T12:00:00Z");

test("a token that is revoked never counts as valid, however long it had to go", () => {
  expect(tokenState({ expires: "2027-11-23T12:00:00Z", revoked: "2026-11-20T00:00:00Z" }, now)).toBe("revoked");
  expect(works("revoked")).toBe(false);
});

test("a token ends at its moment and is worth a look in the fortnight before", () => {
  expect(tokenState({ expires: "2026-11-23T12:00:00Z" }, now)).toBe("expired");
  expect(tokenState({ expires: "2026-11-23T12:00:01Z" }, now)).toBe("soon");
  expect(tokenState({ expires: "2026-12-07T11:59:59Z" }, now)).toBe("soon");
  expect(tokenState({ expires: "2026-12-07T12:00:00Z" }, now)).toBe("valid");
  expect(tokenState({ expires: "rubbish" }, now)).toBe("expired");
});

test("a disabled user is disabled whatever else; a machine is not waited for to set a password", () => {
  expect(userState({ disabled: true, entered: true, roles: ["admin"] }, ["consumer"]).tone).toBe("plain");
  expect(userState({ disabled: false, entered: false, roles: ["consumer"] }, ["consumer"]).tone).toBe("good");
  expect(userState({ disabled: false, entered: false, roles: ["duty"] }, ["consumer"]).tone).toBe("warn");
});
