/** Signatures of prompt injection and jailbreaks: how such texts speak, each with its weight. One row each. */

export interface Signature {
  readonly family: 'injection' | 'jailbreak';
  /** 0 to 1: how much it says alone. Several add up as chances do. */
  readonly weight: number;
  /** For readings as `normalise` makes them: small letters, single spaces. Repetitions are bounded. */
  readonly pattern: RegExp;
}

const row = (family: Signature['family'], weight: number, pattern: RegExp): Signature => ({
  family,
  weight,
  pattern,
});

export const signatures: readonly Signature[] = [
  row(
    'injection',
    0.8,
    /\b(?:ignore|disregard|forget|override|bypass|neglect)\s*(?:[a-z]{1,12}\s*){0,3}(?:previous|prior|above|earlier|preceding|foregoing|original|system|initial)\s*(?:[a-z]{1,12}\s*){0,2}(?:instructions?|prompts?|rules?|directions?|commands?|guidelines?|messages?|context)/,
  ),
  row(
    'injection',
    0.7,
    /\b(?:ignore|disregard|forget)\s*(?:everything|anything|all(?: of)?(?: that| this)?)\s*(?:(?:you(?: were| have been| are)? )?(?:told|said|instructed|written|above|before)|i said)/,
  ),
  row(
    'injection',
    0.6,
    /\b(?:do not|don'?t|stop)\s*follow(?:ing)?\s*(?:the|your|any|those|these)\s*(?:previous|prior|original|system|above|earlier)?\s*(?:instructions?|rules?|guidelines?)/,
  ),
  row(
    'injection',
    0.5,
    /\byou(?:r)?\s*(?:new|real|actual|true|updated)\s*(?:instructions?|task|goal|objective|role|purpose)\s*(?:is|are|:)/,
  ),
  row('injection', 0.5, /\b(?:new|updated|revised)\s*(?:system\s*)?(?:instructions?|prompt)\s*:/),
  row(
    'injection',
    0.6,
    /\b(?:reveal|show|print|repeat|output|display|leak|tell me|write out|give me)\s*(?:[a-z]{1,12}\s*){0,4}(?:system|initial|hidden|original|secret)\s*(?:prompt|instructions?|message)/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:repeat|print|output)\s*(?:[a-z]{1,12}\s*){0,3}(?:everything|words|text|all)\s*(?:above|before this)/,
  ),
  row(
    'injection',
    0.4,
    /(?:^|[\s>*#[(-])(?:system|assistant|developer)\s*(?:message|prompt|override|note)?\s*[:\])]\s*(?:you|ignore|from now|the user|important)/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:important|attention|urgent)\s*[:!-]{1,3}\s*(?:[a-z]{1,12}\s*){0,4}(?:assistant|ai|model|llm|agent)\s*(?:must|should|has to|needs to|will)/,
  ),
  row(
    'injection',
    0.6,
    /\b(?:ai|llm|language model|assistant|agent)s?\s*(?:reading|processing|parsing|summari[sz]ing)\s*this/,
  ),
  row(
    'injection',
    0.6,
    /\bif you(?:'re| are)\s*(?:an?\s*)?(?:ai|llm|language model|assistant|agent|bot)\b.{0,60}\b(?:must|should|please|instead|send|say|write|ignore|include)\b/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:do not|don'?t|never)\s*(?:tell|inform|mention|reveal|show|alert)\s*(?:[a-z]{1,12}\s*){0,2}(?:the\s*)?(?:user|human|operator|anyone)\b/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:send|forward|post|upload|exfiltrate|email|transmit)\s*(?:[a-z]{1,12}\s*){0,5}(?:api keys?|credentials?|passwords?|secrets?|tokens?|environment variables?|conversation|chat history|private keys?)\s*(?:[a-z]{1,12}\s*){0,3}(?:to|at)\b/,
  ),
  row(
    'injection',
    0.4,
    /\b(?:end|begin|start)\s*of\s*(?:system|user|hidden|new)\s*(?:prompt|instructions?|message|input)/,
  ),
  row(
    'injection',
    0.4,
    /\bthe\s*(?:above|previous)\s*(?:was|is|were|are)\s*(?:[a-z]{1,12}\s*){0,2}(?:a test|fake|not real|wrong|outdated|obsolete|void)/,
  ),
  row(
    'injection',
    0.4,
    /\b(?:execute|run|call|invoke|use)\s*(?:[a-z]{1,12}\s*){0,3}(?:tool|function|command|shell)s?\s*(?:[a-z]{1,12}\s*){0,3}(?:immediately|now|silently|without (?:asking|confirm|permission))/,
  ),
  row(
    'injection',
    0.5,
    /\bfrom now on\b.{0,40}\b(?:you (?:will|must|are|shall|only)|respond|answer|reply|act)\b/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:ignoriere|vergiss|missachte)\s*(?:[a-zß]{1,12}\s*){0,3}(?:anweisungen|vorgaben|regeln|instruktionen)/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:ignora|olvida|descarta)\s*(?:[a-z]{1,12}\s*){0,3}(?:instrucciones|reglas|ordenes)/,
  ),
  row(
    'injection',
    0.5,
    /\b(?:ignore[zr]?|oublie[zr]?)\s*(?:[a-z]{1,12}\s*){0,3}(?:instructions|consignes|regles)/,
  ),
  row('jailbreak', 0.8, /\bdo\s*anything\s*now\b|\bdan\s*mode\b|\byou are (?:now )?dan\b/),
  row(
    'jailbreak',
    0.7,
    /\b(?:developer|god|jailbreak|unrestricted|debug|sudo|evil|opposite|chaos)\s*mode\s*(?:is\s*)?(?:enabled|activated|unlocked|output|on(?=\s*(?:$|[.!,;:])))/,
  ),
  row(
    'jailbreak',
    0.6,
    /\b(?:enable|activate|enter|switch to|turn on)\s*(?:[a-z]{1,12}\s*){0,2}(?:god|jailbreak|unrestricted|unfiltered|uncensored)\s*mode/,
  ),
  row(
    'jailbreak',
    0.3,
    /\b(?:enable|activate|enter|switch to|turn on)\s*(?:[a-z]{1,12}\s*){0,2}developer\s*mode/,
  ),
  row(
    'jailbreak',
    0.6,
    /\b(?:without|no|free (?:of|from)|ignore|bypass|disable|remove|turn off)\s*(?:[a-z]{1,12}\s*){0,3}(?:ethical|moral|safety|content|openai|anthropic|legal)\s*(?:[a-z]{1,12}\s*){0,2}(?:guidelines?|restrictions?|filters?|policies|policy|limits|limitations|constraints|guardrails?|concerns|considerations)/,
  ),
  row(
    'jailbreak',
    0.6,
    /\b(?:you are|you're|act as|pretend (?:to be|you are|that you are)|play|roleplay as|simulate|imagine you are)\s*(?:[a-z]{1,12}\s*){0,5}(?:unfiltered|uncensored|unrestricted|amoral|unethical|jailbroken|evil|rogue|lawless)\b/,
  ),
  row(
    'jailbreak',
    0.5,
    /\b(?:never|cannot|can'?t|do not|don'?t|must not)\s*(?:refuse|decline|say no|reject)\b.{0,40}\b(?:request|question|order|anything|me|answer)/,
  ),
  row(
    'jailbreak',
    0.5,
    /\byou\s*(?:have|are bound by|follow)\s*no\s*(?:[a-z]{1,12}\s*){0,2}(?:rules|restrictions|limits|limitations|filters|guidelines|ethics|morals)/,
  ),
  row(
    'jailbreak',
    0.5,
    /\b(?:stay|remain)\s*in\s*character\b.{0,60}\b(?:no matter|always|even if|whatever)\b/,
  ),
  row(
    'jailbreak',
    0.5,
    /\b(?:start|begin)\s*(?:your|the|every)\s*(?:answer|reply|response|sentence)s?\s*(?:with|by saying)\s*["'“]?(?:sure|absolutely|of course|yes)/,
  ),
  row(
    'jailbreak',
    0.4,
    /\b(?:hypothetically|in a fictional (?:world|story|setting)|for a novel|purely fictional)\b.{0,120}\b(?:step[- ]by[- ]step|detailed instructions|exact (?:steps|recipe)|how to (?:make|build|synthesi[sz]e|hack))/,
  ),
  row(
    'jailbreak',
    0.6,
    /\bmy (?:late |dead |deceased )?grand(?:ma|mother|pa|father)\b.{0,120}\b(?:used to|would)\s*(?:read|tell|recite|explain)/,
  ),
  row(
    'jailbreak',
    0.5,
    /\b(?:give|provide|write)\s*(?:[a-z]{1,12}\s*){0,3}two\s*(?:responses|answers|replies)\b.{0,80}\b(?:normal|classic|standard)\b.{0,80}\b(?:jailbr|unfilter|dan|developer|unrestrict)/,
  ),
  row(
    'jailbreak',
    0.5,
    /\b(?:token|point)s?\b.{0,60}\b(?:deducted|lose|taken away)\b.{0,80}\b(?:refus|declin|break character|die|shut ?down)/,
  ),
  row(
    'jailbreak',
    0.5,
    /\byou (?:will|must) (?:now )?(?:comply|obey)\s*(?:[a-z]{1,12}\s*){0,3}(?:any|all|every|with any|with all)\b/,
  ),
];

/** 0 to 1: one minus the chance that none of the found signatures means it. */
export function score(family: Signature['family'], found: ReadonlySet<Signature>): number {
  if (found.size === 0) return 0;
  let innocent = 1;
  for (const signature of signatures) {
    if (signature.family === family && found.has(signature)) innocent *= 1 - signature.weight;
  }
  return 1 - innocent;
}
