/** Names of variables whose values are no plain words. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY|ACCESS_?KEY/i;

/** Whether a variable of this name probably holds a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name);
