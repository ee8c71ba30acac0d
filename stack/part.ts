import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";

/** How to start a program of the stack. */
export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd: string;
  /** Everything it prints goes here. */
  logFile: string;
}

/** A variable that every part has, and no program that a person started beside them. */
export const partMark = "TIDEPOOL_STACK_PART";

const restartDelaysMs = [300, 1000, 3000, 10_000];
/** Who ran so long is well again, and its next death starts with the first delay. */
const wellAfterMs = 30_000;

/**
 * A program that is kept running: when it dies it is started again, a little later each time,
 * and whoever listens is told.
 */
export class Part {
  readonly spec: PartSpec;
  readonly #tell: (line: string) => void;
  #log: WriteStream | null = null;
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #wanted = false;
  #deaths = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param tell gets a line for a person, about a death and the new start */
  constructor(spec: PartSpec, tell: (line: string) => void) {
    this.spec = spec;
    this.#tell = tell;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts it, and keeps it running until stop() or kill(). */
  start(): void {
    this.#wanted = true;
    if (this.#child) return;
    const { command, args, env, cwd, logFile } = this.spec;
    this.#log ??= openLog(logFile, this.#tell);
    const startedAtMs = Date.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, [partMark]: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C goes to the launcher, which stops its parts in order.
      detached: true,
    });
    this.#child = child;
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => this.#onEnd(error.message, startedAtMs, resolve));
      child.once("exit", (code, signal) =>
        this.#onEnd(signal ? `signal ${signal}` : `exit code ${code}`, startedAtMs, resolve),
      );
    });
  }

  /** Ends it for good: asks first, and after the grace time does not ask any more. */
  async stop(graceMs = 10_000): Promise<void> {
    this.#release();
    this.#child?.kill("SIGTERM");
    const impatience = setTimeout(() => this.#child?.kill("SIGKILL"), graceMs);
    await this.#ended;
    clearTimeout(impatience);
    this.#log?.end();
    this.#log = null;
  }

  /** Kills it with -9 and leaves it dead until start(); what a power cut does. */
  async kill(): Promise<void> {
    this.#release();
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  #release(): void {
    this.#wanted = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #onEnd(how: string, startedAtMs: number, resolve: () => void): void {
    if (!this.#child) return;
    this.#child = null;
    resolve();
    if (!this.#wanted) return;
    if (Date.now() - startedAtMs > wellAfterMs) this.#deaths = 0;
    const delayMs = restartDelaysMs[Math.min(this.#deaths, restartDelaysMs.length - 1)] ?? 0;
    this.#deaths += 1;
    this.#tell(
      `${this.spec.name} ended (${how}); starting it again. Its log: ${this.spec.logFile}`,
    );
    this.#timer = setTimeout(() => this.start(), delayMs);
  }
}

/** A log that can not be written (the disk is full) is said once, and stops nothing. */
function openLog(file: string, tell: (line: string) => void): WriteStream {
  const log = createWriteStream(file, { flags: "a" });
  log.once("error", ({ message }) => tell(`The log ${file} can not be written: ${message}`));
  log.on("error", () => {});
  return log;
}
