import { readFileSync } from "node:fs";

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly body_encoded: boolean;
}

/** From now on moto writes every request into its recording. */
export async function startRecording(url: string): Promise<void> {
  const { status } = await fetch(`${url}/moto-api/recorder/start-recording`, { method: "POST" });
  if (status !== 200) throw new Error(`moto does not record: ${status}.`);
}

/** The JSON bodies of the requests of one operation, as they came, oldest first. */
export function bodyOfRecorded(file: string, target: string): unknown[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes(target))
    .map((line) => JSON.parse(line) as Recorded)
    .filter(({ headers }) => Object.values(headers).includes(target))
    .map(
      ({ body, body_encoded }) =>
        JSON.parse(body_encoded ? Buffer.from(body, "base64").toString("utf8") : body) as unknown,
    );
}
