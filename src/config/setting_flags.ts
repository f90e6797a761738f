import type { Setting } from "./setting.ts";
import { flagOf, SETTINGS, variableOf } from "./settings.ts";

/** A setting as the command line and its help need it. */
export interface SettingFlag {
  readonly name: string;
  readonly flag: string;
  readonly variable?: string;
  readonly value?: string;
  readonly group: string;
  readonly help: string;
  readonly default?: string;
  readonly many?: boolean;
}

/** Returns every flag, in the order of the table. */
export function settingFlags(): SettingFlag[] {
  const table: Readonly<Record<string, Setting>> = SETTINGS;
  return Object.entries(table).map(([name, setting]) => {
    const { group, help, value, many, flagOnly } = setting;
    const usual = setting.otherwise ?? setting.default;
    return {
      ...{ name, group, help, flag: flagOf(name) },
      ...(!flagOnly && { variable: variableOf(name) }),
      ...(value !== undefined && { value }),
      ...(usual !== undefined && value !== undefined && { default: usual }),
      ...(many && { many }),
    };
  });
}
