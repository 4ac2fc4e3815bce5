/** A text that is nothing but the name of an environment variable: Node-RED replaces it by the value. */
const VARIABLE = /^\$(?:\{\S+\}|\(\S+\))$/;

/** Whether a text is `${NAME}` or `$(NAME)`. */
export const isVariable = (text: string): boolean => VARIABLE.test(text);

/** Replaces `${NAME}` by the environment's value, or by an empty text if there is none. */
export function withEnvironment(text: string): string {
  return isVariable(text) ? (process.env[text.slice(2, -1)] ?? '') : text;
}
