/** Imported before all else: from here on the process list shows this name, and no password behind it. */
process.title = 'gs_sdr';
