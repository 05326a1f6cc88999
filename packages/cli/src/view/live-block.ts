import type { Output } from "../shell.ts";
import { cutToWidth } from "./width.ts";

const redrawAfter = 50;
const tickEvery = 1000;

/** Lines at the bottom of a terminal that are rewritten in place, while others pass above them. */
export class LiveBlock {
  private drawn = 0;
  private redraw: NodeJS.Timeout | undefined;
  private readonly tick: NodeJS.Timeout;

  /** `lines` is asked at each drawing; what it gives is cut to the terminal's width. */
  constructor(
    private readonly output: Output,
    private readonly lines: () => readonly string[],
  ) {
    this.tick = setInterval(() => this.changed(), tickEvery);
    this.tick.unref();
  }

  /** Draws again soon; many changes in a row are one drawing. */
  changed(): void {
    this.redraw ??= setTimeout(() => {
      this.redraw = undefined;
      void this.draw();
    }, redrawAfter);
    this.redraw.unref();
  }

  /** A line that stays, above the block. */
  async pass(line: string): Promise<void> {
    const text = `${this.erase()}${line}\n`;
    this.changed();
    await this.output.write(text);
  }

  /** Takes the block away. */
  async close(): Promise<void> {
    clearInterval(this.tick);
    clearTimeout(this.redraw);
    const text = this.erase();
    if (text !== "") await this.output.write(text);
  }

  private async draw(): Promise<void> {
    // One column stays free: a full line would wrap in some terminals, and then be erased by half.
    const lines = this.lines().map((line) => cutToWidth(line, this.output.width - 1));
    const text = `${this.erase()}${lines.join("\n")}`;
    this.drawn = lines.length;
    await this.output.write(text);
  }

  private erase(): string {
    if (this.drawn === 0) return "";
    const up = this.drawn > 1 ? `\u001b[${this.drawn - 1}A` : "";
    this.drawn = 0;
    return `\r${up}\u001b[J`;
  }
}
