import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/data/rpc";
import { adviceFor, explainRoles } from "../../src/format/explain";
import { orWithoutIndex } from "../../src/parts/history";

const refusal = (reason: string) => new RpcError(-32013, "no index", { name: "IndexUnavailable", reason });

describe("history", () => {
  it("is nothing where the node keeps no index, and an error where the index is not there yet", async () => {
    expect(await orWithoutIndex(Promise.resolve(7))).toBe(7);
    expect(await orWithoutIndex(Promise.reject(refusal("off")))).toBeNull();
    await expect(orWithoutIndex(Promise.reject(refusal("building")))).rejects.toThrow("no index");
    await expect(orWithoutIndex(Promise.reject(new RpcError(-32010, "old", {})))).rejects.toThrow("old");
    expect(adviceFor(refusal("building"))).toContain("--index accounts");
  });

  it("says what somebody did, and that they only signed or paid where that is all", () => {
    expect(explainRoles(["payer", "signer", "sender"])).toBe("sent");
    expect(explainRoles(["receiver", "owner"])).toBe("received, owns a new output");
    expect(explainRoles(["payer", "signer"])).toBe("paid the fee, signed");
    expect(explainRoles(["later"])).toBe("later");
  });
});
