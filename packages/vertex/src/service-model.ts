/** One member of a message of Vertex AI's. */
export interface Field {
  /** A scalar of protocol buffers, `duration`, `timestamp`, `any`, or the name of a message or an enum. */
  readonly type: string;
  readonly list?: boolean;
  /** Values by name. */
  readonly map?: boolean;
  readonly required?: boolean;
  /** Only the service says it. */
  readonly readOnly?: boolean;
  /** At most one of the members with this word may be there. */
  readonly oneof?: string;
}
