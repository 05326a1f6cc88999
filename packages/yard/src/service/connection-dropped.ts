/** Thrown by `Yard.fetch` where no reply may arrive: the adapter cuts the connection. */
export class ConnectionDropped extends Error {
  override readonly name = "ConnectionDropped";

  constructor(operation: string) {
    super(`The yard carried out ${operation} and cut the connection before the reply, as its faults ask.`);
  }
}
