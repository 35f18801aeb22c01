import App

await Banyan.run()
