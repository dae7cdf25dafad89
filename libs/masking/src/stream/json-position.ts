/** Where in a JSON text a string stands: whether it is a name, and under which name it is a value. */

/** Containers deeper than this share the name of the last one known. */
const depthMax = 1_024;

interface Container {
  readonly isObject: boolean;
  name: string | undefined;
}

export class JsonPosition {
  private readonly containers: Container[] = [];
  private tooDeep = 0;
  private isNameNext = false;

  get isName(): boolean {
    return this.isNameNext;
  }

  /** Of the member, or of the member whose array this is an element of. */
  get name(): string | undefined {
    return this.containers.at(-1)?.name;
  }

  named(name: string): void {
    const container = this.containers.at(-1);
    if (container !== undefined) container.name = name;
  }

  /** One of `{ } [ ] , :`. */
  pass(mark: string): void {
    if (mark === '{' || mark === '[') {
      const isObject = mark === '{';
      if (this.containers.length >= depthMax) this.tooDeep++;
      else this.containers.push({ isObject, name: isObject ? undefined : this.name });
      this.isNameNext = isObject;
    } else if (mark === '}' || mark === ']') {
      if (this.tooDeep > 0) this.tooDeep--;
      else this.containers.pop();
      this.isNameNext = false;
    } else {
      this.isNameNext = mark === ',' && this.tooDeep === 0 && this.containers.at(-1)?.isObject === true;
    }
  }
}
