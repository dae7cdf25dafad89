/** What locks ended here, told to the approval service: again and again until it is taken, bounded in number. */
import type { ReportAppliedRequest } from '@sallyport/contracts/generated/sallyport/control/v1/control';

/** Beyond, the oldest is given up: the lock itself is carried out. */
const REPORTS_MAX = 1_000;

export class AppliedReports {
  readonly #waiting: ReportAppliedRequest[] = [];
  #isTelling = false;

  constructor(
    private readonly tell: (report: ReportAppliedRequest) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  add(report: ReportAppliedRequest): void {
    this.#waiting.push(report);
    if (this.#waiting.length > REPORTS_MAX) this.#waiting.shift();
    void this.tellAll();
  }

  /** Called with each sign of life: what could not be told is told then. */
  async tellAll(): Promise<void> {
    if (this.#isTelling || this.#waiting.length === 0) return;
    this.#isTelling = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.tell(next);
        if (this.#waiting[0] === next) this.#waiting.shift();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.#isTelling = false;
    }
  }
}
