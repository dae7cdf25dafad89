// Starts npm from within a command of npm: the outer one's settings are kept as far as they say how the registry is reached.
import { spawn } from 'node:child_process';

const npmSetting = /^npm_config_/i;
/** The rest (omit, workspace, dry-run, …) belongs to the outer command. */
const aboutTheRegistry =
  /^npm_config_(.*registry|https?_proxy|proxy|noproxy|ca|cafile|cert|key|strict_ssl|cache|userconfig|globalconfig|offline|prefer_offline|fetch_.*|maxsockets|nodedir|\/\/.*)$/i;

/** The environment without what the outer npm's command alone is about. */
export function environmentForNpm() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !npmSetting.test(name) || aboutTheRegistry.test(name)),
  );
}

/** The outer npm, on the Node it runs on; otherwise the one of the path. What it prints is piped. */
export function startNpm(args, folder) {
  const outer = process.env.npm_execpath;
  const isScript = outer !== undefined && /\bnpm-cli\.[cm]?js$/.test(outer);
  const [command, before] = isScript
    ? [process.env.npm_node_execpath ?? process.execPath, [outer]]
    : ['npm', []];
  return spawn(command, [...before, ...args], {
    cwd: folder,
    env: environmentForNpm(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
