/** Tokens with which models’ chat templates separate turns: inside a text they pretend to be another speaker. */

/** In readings: full-width bars have become `|` there, and `▁` stays. */
const TOKENS: readonly RegExp[] = [
  // ChatML and its descendants: <|im_start|>, <|system|>, <|eot_id|>, <|start_header_id|>, <|channel|>, <|endoftext|>
  /<\s?\|\s?[a-z][a-z0-9_▁ ]{1,32}\|\s?>/,
  // Llama 2 and Mistral
  /\[\/?inst\]|<<\/?sys>>|\[\/?(?:available_tools|tool_calls|tool_results|system_prompt)\]/,
  // Gemma, Phi, DeepSeek
  /<\/?(?:start|end)_of_turn>|<(?:bos|eos|pad)>|<｜[^｜]{1,40}｜>/,
  // Anthropic's older form, and tool frames written as text
  /(?:^|\s)\\?n?\\?n?(?:human|assistant):\s.{0,400}\s(?:human|assistant):\s/,
  /<\/?(?:antml:)?(?:function_calls|function_results|invoke)[ >]/,
  /^<\/?s>|\s<\/?s>\s|<\/?s>$|<\/s>\s?<s>/,
];

export const hasTemplateToken = (readings: readonly string[]): boolean =>
  readings.some(
    (reading) =>
      (/[<[]/.test(reading) || reading.includes('human:')) && TOKENS.some((token) => token.test(reading)),
  );
