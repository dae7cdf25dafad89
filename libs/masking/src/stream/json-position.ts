/** Where in a JSON text a string stands: whether it is a name, and under which name it is a value. */

/** Containers deeper than this share the name of the last one known. */
const depthMax = 1_024;

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Whether a unit is one of `{ } [ ] , :`. */
export const isMark = (code: number): boolean =>
  code === COMMA ||
  code === COLON ||
  code === OPEN_OBJECT ||
  code === CLOSE_OBJECT ||
  code === OPEN_ARRAY ||
  code === CLOSE_ARRAY;

interface Container {
  readonly isObject: boolean;
  name: string | undefined;
}

export class JsonPosition {
  /** Whether a string that comes now is a name. */
  isName = false;
  private readonly containers: Container[] = [];
  private top: Container | undefined;
  private tooDeep = 0;

  /** Of the member, or of the member whose array this is an element of. */
  get name(): string | undefined {
    return this.top?.name;
  }

  named(name: string): void {
    if (this.top !== undefined) this.top.name = name;
  }

  pass(mark: number): void {
    if (mark === COLON) this.isName = false;
    else if (mark === COMMA) this.isName = this.tooDeep === 0 && this.top?.isObject === true;
    else if (mark === OPEN_OBJECT || mark === OPEN_ARRAY) this.enter(mark === OPEN_OBJECT);
    else this.leave();
  }

  private enter(isObject: boolean): void {
    if (this.containers.length >= depthMax) this.tooDeep++;
    else {
      this.top = { isObject, name: isObject ? undefined : this.name };
      this.containers.push(this.top);
    }
    this.isName = isObject;
  }

  private leave(): void {
    if (this.tooDeep > 0) this.tooDeep--;
    else {
      this.containers.pop();
      this.top = this.containers.at(-1);
    }
    this.isName = false;
  }
}
