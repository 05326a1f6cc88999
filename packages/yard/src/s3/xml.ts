/** A node of an XML document: text, or children in order. */
export type XmlContent = string | number | readonly XmlNode[];
export type XmlNode = readonly [tag: string, content: XmlContent];

/** Writes one document; S3's clients want its namespace on the root. */
export function writeXml(root: string, children: readonly XmlNode[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children.map(write).join("")}</${root}>`;
}

/** The texts of every element with this tag, in order. The yard's S3 reads two small documents, so this is all it needs. */
export function readXml(document: string, tag: string): string[] {
  const elements = document.matchAll(new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}>`, "g"));
  return [...elements].map((element) => element[1] ?? "");
}

/** Takes the escapes off a text. */
export function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name ?? ""] ?? whole;
  });
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

function write([tag, content]: XmlNode): string {
  const inner = typeof content === "object" ? content.map(write).join("") : escapeXml(String(content));
  return `<${tag}>${inner}</${tag}>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}
