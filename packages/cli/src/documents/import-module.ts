/**
 * Imports a module by its `file:` URL or its package. Built as a file of its own: a program that runs by the compiled code
 * of an earlier run has no `import()` (Node gives `vm.Script` one as an experiment only).
 */
export const importModule = <T extends object>(specifier: string): Promise<T> => import(specifier) as Promise<T>;
