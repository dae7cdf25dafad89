/** A WHERE clause put together from conditions that all must hold, with its parameters. */

export class Conditions {
  private readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** Adds a condition; `value` takes a parameter and returns its placeholder. */
  add(condition: (value: (parameter: unknown) => string) => string): void {
    this.conditions.push(condition((parameter) => `$${this.values.push(parameter)}`));
  }

  get text(): string {
    return this.conditions.length === 0 ? '' : `WHERE ${this.conditions.join(' AND ')}`;
  }
}
