/** The smallest event: a set of listeners. Pure, so that the session needs nothing of the editor. */

export type Unsubscribe = () => void;

export class Signal<T> {
  /** Replaced, never changed: whoever listens while it is fired hears the next. */
  #listeners: readonly ((value: T) => void)[] = [];

  /** Calls `listener` for every value fired from now on, until the returned function is called. */
  listen(listener: (value: T) => void): Unsubscribe {
    const own = (value: T): void => {
      listener(value);
    };
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter(each => each !== own);
    };
  }

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
