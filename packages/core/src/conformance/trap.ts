/** Called with what a plan used and must not, such as `Date.now`. */
export type Report = (what: string) => void;

/** Sets itself up and answers how to take it down again. */
export type Trap = (report: Report) => Promise<() => void>;

/** Functions that reach the network, read the clock or draw by chance: an object, its methods, and their common name. */
interface Watched {
  readonly name: string;
  readonly owner: object;
  readonly methods: readonly string[];
}

/**
 * Watches this process: `fetch`, sockets and name look-ups, the clock by `Date` and `performance`, chance by `Math` and
 * both cryptographies, and the variables of the process. Each throws while the trap is set, and is reported even when the throw is caught.
 */
export const runtimeTrap: Trap = async (report) => {
  const [{ default: net }, { default: dns }, { default: nodeCrypto }, { syncBuiltinESMExports }] = await Promise.all([
    import("node:net"),
    import("node:dns"),
    import("node:crypto"),
    import("node:module"),
  ]);
  const watched: readonly Watched[] = [
    { name: "", owner: globalThis, methods: ["fetch", "WebSocket", "EventSource"] },
    { name: "Math.", owner: Math, methods: ["random"] },
    { name: "performance.", owner: performance, methods: ["now"] },
    { name: "crypto.", owner: crypto, methods: ["getRandomValues", "randomUUID"] },
    { name: "node:crypto ", owner: nodeCrypto, methods: ["randomBytes", "randomInt", "randomUUID"] },
    { name: "node:net ", owner: net.Socket.prototype, methods: ["connect"] },
    { name: "node:dns ", owner: dns, methods: ["lookup", "resolve"] },
    { name: "node:dns promises.", owner: dns.promises, methods: ["lookup", "resolve"] },
    { name: "process.", owner: process, methods: ["hrtime", "uptime"] },
    { name: "Date.", owner: Date, methods: ["now"] },
  ];
  const restores = watched.flatMap(({ name, owner, methods }) =>
    methods
      .filter((method) => method in owner)
      .map((method) =>
        replace(owner, method, () => {
          report(`${name}${method}`);
          throw new Error(`${name}${method} is not there while a plan is made.`);
        }),
      ),
  );
  restores.push(replace(globalThis, "Date", watchedDate(report)));
  restores.push(replace(process, "env", watchedVariables(process.env, report)));
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores.toReversed()) restore();
    syncBuiltinESMExports();
  };
};

/** A Date that tells when it is asked for the time; dates of a given time are none of its business. */
function watchedDate(report: Report): DateConstructor {
  const refuse = (): never => {
    report("new Date()");
    throw new Error("new Date() is not there while a plan is made.");
  };
  return new Proxy(Date, {
    apply: refuse,
    construct: (target, given: unknown[], newTarget) =>
      given.length === 0 ? refuse() : (Reflect.construct(target, given, newTarget) as object),
  });
}

/** A platform learns variables when it is made, through its host: a plan that looks again depends on the moment. */
function watchedVariables(variables: object, report: Report): object {
  const refuse = (): never => {
    report("process.env");
    throw new Error("process.env is not there while a plan is made.");
  };
  return new Proxy(variables, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}

function replace(owner: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
