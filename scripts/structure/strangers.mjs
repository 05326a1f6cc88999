import { repositoryFiles, text } from "../shared/files.mjs";

/** Ray's own images have their home in home/ray. Escaped dots and alternatives without slashes, so that this file does not find itself. */
const strangers = [
  {
    pattern: /(^|[\s"'`(=:])\/(work|root|home\/(?!ray\/)[a-z]+|tmp\/scratch|opt\/wheels|opt\/pypi)\//,
    what: "a path of one machine",
  },
  {
    pattern: /registry\.npmjs|registry\.yarnpkg|pypi\.org|files\.pythonhosted|download\.pytorch/,
    what: "the host of a package registry",
  },
];
const isText = (path) => /\.(ts|mjs|json|ya?ml|py|md|txt|toml|sh)$|^\.ci\/|^\.[a-z]+rc/.test(path);

export async function strangerProblems() {
  return repositoryFiles()
    .filter(isText)
    .flatMap((path) =>
      text(path)
        .split("\n")
        .flatMap((line, index) =>
          strangers
            .filter(({ pattern }) => pattern.test(line))
            .map(({ what, pattern }) => `${path}:${index + 1} has ${what}: ${pattern.exec(line)?.[0].trim()}`),
        ),
    );
}
