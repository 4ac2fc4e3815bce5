/** The build puts what is imported so into the form of each node that needs it. */
declare module '*.css';
