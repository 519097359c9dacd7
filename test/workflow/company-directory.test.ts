import { expect, it } from "vitest";
import { createCompanyDirectory } from "../../src/workflow/company-directory.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

function company() {
  const clock = new FakeClock();
  const asked: string[] = [];
  const logins = new Map([["jane@example.com", "jane-gh"]]);
  const directory = createCompanyDirectory({
    organization: "myorg",
    clock,
    emails: {
      emailOf: (userId) => Promise.resolve(userId === "U1" ? "jane@example.com" : undefined),
    },
    saml: {
      loginOf: (organization, name) => {
        asked.push(`${organization} ${name}`);
        return Promise.resolve(logins.get(name));
      },
    },
  });
  return { clock, asked, logins, directory };
}

it("joins a Slack address with a SAML name, and remembers it for five minutes", async () => {
  const { directory, asked, clock, logins } = company();
  expect(await directory.loginOf("U1")).toBe("jane-gh");
  logins.clear();
  clock.advance(299);
  expect(await directory.loginOf("U1")).toBe("jane-gh");
  expect(asked).toEqual(["myorg jane@example.com"]);
  clock.advance(1);
  expect(await directory.loginOf("U1")).toBeUndefined();
});

it("does not ask GitHub about someone without an address", async () => {
  const { directory, asked } = company();
  expect(await directory.loginOf("U2")).toBeUndefined();
  expect(asked).toEqual([]);
});
