/** JSON-RPC 2.0 over HTTP to the node that served this page. */

/** An answer of the node that is an error: its code, name and fields are in the catalogue of json-rpc.md. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly fields: Record<string, unknown>,
  ) {
    super(message);
    this.name = "RpcError";
  }

  /** The name of the catalogue, such as "Pruned". */
  get label(): string {
    return typeof this.fields["name"] === "string" ? (this.fields["name"] as string) : `error ${this.code}`;
  }
}

/** The node could not be reached, or what came back was no JSON-RPC. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnreachableError";
  }
}

export interface Call {
  method: string;
  params?: unknown[];
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** Result of one call of a batch: the value, or the error of that call alone. */
export type Outcome = { ok: true; value: unknown } | { ok: false; error: RpcError };

/** The node's limit is 100 calls a batch; a quarter of it keeps single answers small. */
const MAX_BATCH = 25;
const TIMEOUT_MS = 8_000;

export class Rpc {
  private nextId = 1;

  constructor(
    private readonly url: string = "/",
    private readonly send: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  /** One call; throws RpcError or UnreachableError. */
  async call<T>(method: string, params: unknown[] = []): Promise<T> {
    const [outcome] = await this.batch([{ method, params }]);
    if (!outcome) throw new UnreachableError("the node gave no answer");
    if (!outcome.ok) throw outcome.error;
    return outcome.value as T;
  }

  /** Any number of calls, in requests of bounded size; the outcomes are in the order of the calls. */
  async batch(calls: readonly Call[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let start = 0; start < calls.length; start += MAX_BATCH) {
      outcomes.push(...(await this.request(calls.slice(start, start + MAX_BATCH))));
    }
    return outcomes;
  }

  private async request(calls: readonly Call[]): Promise<Outcome[]> {
    const first = this.nextId;
    this.nextId += calls.length;
    const body = calls.map((call, index) => ({
      jsonrpc: "2.0",
      id: first + index,
      method: call.method,
      params: call.params ?? [],
    }));
    let answers: unknown;
    try {
      const response = await this.send(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw new UnreachableError(`the node answered HTTP ${response.status}`);
      answers = await response.json();
    } catch (error) {
      if (error instanceof UnreachableError) throw error;
      throw new UnreachableError("the node does not answer");
    }
    return match(calls.length, first, answers);
  }
}

function match(count: number, first: number, answers: unknown): Outcome[] {
  if (!Array.isArray(answers)) throw refusal(answers as Answer);
  const byId = new Map((answers as Answer[]).map((answer) => [answer.id, answer]));
  return Array.from({ length: count }, (_, index) => {
    const answer = byId.get(first + index);
    if (!answer) return { ok: false, error: new RpcError(-32603, "the node left a call unanswered", {}) };
    return answer.error ? { ok: false, error: toError(answer.error) } : { ok: true, value: answer.result };
  });
}

function refusal(answer: Answer): Error {
  return answer?.error ? toError(answer.error) : new UnreachableError("the node's answer is not JSON-RPC");
}

function toError(error: NonNullable<Answer["error"]>): RpcError {
  return new RpcError(error.code, error.message, error.data ?? {});
}
