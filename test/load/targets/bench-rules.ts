/** Rules as an operator writes them, as many as wanted: none of them speaks of the bench's own traffic. */

/** What a rule of the document is, as JSON. */
export type RuleText = Readonly<Record<string, unknown>>;

const deny = (when: string, reason: string): RuleText => ({ when, action: 'deny', reasons: [reason] });

/** Kinds of rules in turn; `n` makes each its own. Six of ten look at names, the others at texts, times, tools and answers. */
const shapes: readonly ((n: number) => RuleText)[] = [
  (n) =>
    deny(
      `request.model.startsWith("o${n}-preview") && !("research" in identity.groups)`,
      'MODEL_NOT_ALLOWED',
    ),
  (n) => deny(`"export_table_${n}" in request.toolsOffered`, 'TOOL_NOT_ALLOWED'),
  (n) => deny(`request.text.user.contains("codename nightjar ${n}")`, 'RULE_DENIED'),
  (n) => deny(`source.address.inNetwork("203.0.${n}.0/24")`, 'UNTRUSTED_SOURCE'),
  (n) => ({
    on: 'tool-call',
    when: `tool.name.startsWith("delete_") || tool.name == "grant_role_${n}"`,
    action: 'approve',
    reasons: ['DESTRUCTIVE'],
  }),
  (n) => deny(`request.outputTokensMax > ${20_000 + n}`, 'COST'),
  (n) => deny(`identity.agent == "retired-agent-${n}" && request.kind == "chat"`, 'RULE_DENIED'),
  (n) => deny(`"contractors-${n}" in identity.groups && time.at("Europe/Berlin").hour < 7`, 'OUTSIDE_HOURS'),
  (n) => deny(`request.toolsCalled.exists(name, name.startsWith("admin_${n}_"))`, 'TOOL_NOT_ALLOWED'),
  (n) =>
    deny(
      `request.text.user.matches("(?i)\\\\b(drop|truncate)\\\\s+table\\\\s+crm_${n}\\\\b")`,
      'DESTRUCTIVE',
    ),
  (n) => deny(`request.bodyBytes > ${1_900_000 + n} || request.choices > ${8 + n}`, 'COST'),
  () => deny(`"health" in request.categoriesFound`, 'SENSITIVE_DATA'),
  (n) => ({
    on: 'tool-call',
    when: `tool.name == "run_sql" && tool.arguments.contains("crm_${n}")`,
    action: 'deny',
    reasons: ['DESTRUCTIVE'],
  }),
  (n) => deny(`request.text.system.contains("ignore the rules of desk ${n}")`, 'PROMPT_INJECTION'),
  (n) => deny(`time.at("America/New_York").weekday > 5 && identity.agent == "trader-${n}"`, 'OUTSIDE_HOURS'),
  (n) => ({
    on: 'answer',
    when: `answer.text.all.contains("internal note ${n}")`,
    action: 'alert',
    mode: 'monitor',
    reasons: ['ALERTED'],
  }),
];

export function benchRules(count: number): readonly RuleText[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / shapes.length) + 1;
    return { name: `rule-${index + 1}`, ...shapes[index % shapes.length]?.(round) };
  });
}
