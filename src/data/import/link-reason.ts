/** Why a symbolic link in an archive is no image: what it leads to may lie anywhere. */
export const IS_LINK = 'is a link, not a file; pack the folder again with its links followed';
