/** cel-go common/cost.go: making a list, a map, an object; going through a character. */
export const listCost = 10;
export const mapCost = 30;
export const structCost = 40;
export const perCharacter = 0.1;
