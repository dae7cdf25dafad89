/** Which exit codes of a first start say that another one would end the same way. */
import { exitCodes } from '@sallyport/service-kit/service/exit-codes';

/** What neither time nor another process cures: arguments, environment, a schema that was migrated before, configuration. */
const reasons = [exitCodes.usage, exitCodes.schema, exitCodes.config];

/** Why it is in vain to start the process again, with its exit code; undefined when it may help. */
export function inVain(code: number | null): string | undefined {
  const reason = reasons.find((one) => one.code === code);
  return reason && `exit code ${reason.code}: ${reason.meaning}`;
}
