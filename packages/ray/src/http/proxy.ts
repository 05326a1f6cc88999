/** The proxy of a call: where it is, and what it wants to know of us. */
export interface Proxy {
  readonly url: URL;
  /** `Proxy-Authorization`, where the proxy's URL has a user in it. */
  readonly authorization?: string;
}

/**
 * The proxy that the environment names for an address: `https_proxy` or `http_proxy`, then `all_proxy`, each in small
 * letters or capitals; none for the hosts in `no_proxy`, and none for this machine itself.
 *
 * @param environment reads one variable
 */
export function chooseProxy(target: URL, environment: (name: string) => string | undefined): Proxy | undefined {
  const read = (name: string): string | undefined => environment(name) || environment(name.toUpperCase()) || undefined;
  if (isLoopback(target.hostname) || isExcepted(target, read("no_proxy") ?? "")) return undefined;
  const given = read(target.protocol === "https:" ? "https_proxy" : "http_proxy") ?? read("all_proxy");
  if (given === undefined) return undefined;
  const text = given.includes("://") ? given : `http://${given}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username === "") return { url };
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { url, authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

/** `no_proxy`: hosts, domains with all below them, with or without a port; `*` for all. */
function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const known = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return exceptions
    .split(/[\s,]+/)
    .filter((exception) => exception !== "")
    .some((exception) => {
      if (exception === "*") return true;
      const [, name = "", only] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
      const domain = name.replace(/^\*?\./, "").toLowerCase();
      return (only === undefined || only === known) && (hostname === domain || hostname.endsWith(`.${domain}`));
    });
}
